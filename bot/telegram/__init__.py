"""Telegram, in and out: the only folder that imports python-telegram-bot."""
