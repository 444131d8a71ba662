"""The analyst's workbench without its screen: one piece of work from a dropped export to a closed wave, in choices alone.

``work``: where it lies. ``look``: what the export is. ``open_questions``, ``decisions``: what a person has to settle, and what
was. ``questionnaire``: the own questionnaire of a foreign export. ``running``, ``compared``, ``discarding``: the draft.
Mistakes of a user come back as values (``Refusal``), with the words of the command.
"""
