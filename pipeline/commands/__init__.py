"""The commands: each module has NAME, HELP, EXAMPLES, ``add_arguments`` and ``run``; heavy imports wait for use."""
