"""`python -m kept`: the same as the program `kept`."""

from kept.cli.main import main

if __name__ == "__main__":
    main()
