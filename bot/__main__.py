"""Run the command line: `python -m bot` is the same as `bot`."""

from bot.command.cli import main

if __name__ == "__main__":
    main()
