META
key;value
description;A budget of next year
country;Nowhere
unit;Harbour
instance;2027
num_projects;2
num_votes;3
budget;500
vote_type;approval
rule;greedy
date_begin;01.01.2027
date_end;31.01.2027
min_length;1
max_length;2
PROJECTS
project_id;cost;votes;name;selected
1;500;2;Night bus to the harbour;1
2;300;2;"Library; of tools";0
VOTES
voter_id;vote
1;1,2
2;1
3;2
