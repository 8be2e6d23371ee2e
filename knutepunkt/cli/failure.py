"""What stops a command, said in one line to the person who gave it."""


class Failure(Exception):
    """The command cannot go on; the message says what is wrong and what to do."""
