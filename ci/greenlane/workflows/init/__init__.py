"""`greenlane init`: what a repository is made of -> the three files that greenlane needs there.

tree.py                        the files, as far as anybody looks
python, node, flutter, make    projects: a component and its jobs each
compose, supabase, database    services
seen.py                        what these found, as values
declare, yaml_text             greenlane.yaml
noxfile, workflow              the other two
propose.py                     all of it together: what to write, what to leave, what to tell
"""
