"""`greenlane init`: what a repository is made of -> the three files that greenlane needs there.

tree, names                    the files, as far as anybody looks; names for what is found
python, node, flutter, make    projects: a component and its checks each
compose, database              services, migrations, a folder supabase
seen                           what these found, as values
jobs, declare, yaml_text       greenlane.yaml
noxfile, workflow              the other two
existing                       what files that are there lack
propose                        all of it together: what to write, what to leave, what to tell
"""
