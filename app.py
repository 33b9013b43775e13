"""The way in: whichever page is asked for, with the menu around it."""

from ui.frame import route, run

run(route())
