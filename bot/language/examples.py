"""One sentence in each script, to show what putting it into the other does."""

from bot.language.script import Script

EXAMPLES = {
    Script.LATIN: "Sabah axşam parkda görüşərik, uşaqları da gətirin.",
    Script.ARABIC: "صاباح آخشام پارکدا گؤروشریک، اۇشاقلاری دا گتیرین.",
}
