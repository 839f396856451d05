"""Start Körpü from a checkout: the playground without a token, the bot with one."""

from bot.cli import main

raise SystemExit(main())
