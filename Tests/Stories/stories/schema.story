The schema for editors and `sampan check` agree. Errors that only the program detects are listed with each file.

  $ sampan schema > ../schema.json && "$JUDGES/python3" -B $FIXTURES/judge-schema.py ../schema.json
  22 taken by both
  60 refused by both
  refused by check alone: the name is not in allowEnv
  refused by check alone: a bracket that does not close
  refused by check alone: envId is still wanted
  refused by check alone: a verify that is not waited for
  refused by check alone: the name of a service
  refused by check alone: a repository without a branch
  refused by check alone: the name of an image
  $ sampan schema --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["document"]["title"])'
  sampan.json
