The schema for editors and `sampan check` agree. What only the program can tell is named with each file.

  $ sampan schema > ../schema.json && "$JUDGES/python3" -B $FIXTURES/judge-schema.py ../schema.json
  $ sampan schema --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["document"]["title"])'
