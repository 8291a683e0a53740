cloud: calm
calls: UpdateCloudRunServer 2

A person approves a plan: one job makes it, another carries out exactly that.

  $ cat > sampan.json <<'END'
  > { "version": "{run}-{short}",
  >   "targets": {
  >     "cloud": { "when": { "branch": "main" }, "tcbr": { "envId": "env-a", "serverName": "api" }, "package": {},
  >       "wait": { "interval": "1s" } },
  >     "tagged": { "when": { "tag": "v*" }, "local": { "directory": "../site" }, "package": {} } } }
  > END
  $ printf 'FROM scratch\n' > Dockerfile && git add -A && git commit -qm 'Add the service'
  $ export GITLAB_CI=true CI_COMMIT_BRANCH=main && cd ..
  $ CI_JOB_ID=71 sampan plan -C work --out ../plan.json
  sampan: Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  sampan: wrote ../plan.json; to carry it out: sampan deploy --plan ../plan.json
  cloud → tcbr env-a/api
    version   71-9ba7cc32   commit 9ba7cc32 "Add the service" (A)
    remark    71-9ba7cc32 Add the service (9ba7cc32 A) sampan:9ba7cc32ba09.ca284af41070.e04e5a
    package   .: 2 files, 305 B
    live      api-006, 100 % of traffic
    requests  18 reads, 2 writes; with -v, each is listed
  tagged  skipped  it needs tag "v*", this is branch "main"
  $ python3 -c 'import json; p = json.load(open("plan.json")); t = p["targets"][0]; print(p["plan"], p["commit"]["subject"], t["target"], t["version"], t["live"][0]["release_id"], len(t["requests"]), p["skipped"][0]["target"])'
  1 Add the service cloud 71-9ba7cc32 api-006 20 tagged
  $ head -12 plan.json
  {
    "commit": {
      "author": "A",
      "committed": "2023-11-14T22:13:20Z",
      "id": "9ba7cc32ba09bd9f97a5a99caeb48b95ab328b8f",
      "subject": "Add the service"
    },
    "config": {
      "file": "sampan.json",
      "sha256": "$SHA256"
    },
    "digest": "$SHA256",
  $ CI_JOB_ID=72 sampan deploy -C work --plan ../plan.json --dry-run
  cloud → tcbr env-a/api
    version   71-9ba7cc32   commit 9ba7cc32 "Add the service" (A)
    remark    71-9ba7cc32 Add the service (9ba7cc32 A) sampan:9ba7cc32ba09.ca284af41070.e04e5a
    package   .: 2 files, 305 B
    live      api-006, 100 % of traffic
    requests  18 reads, 2 writes; with -v, each is listed
  tagged  skipped  the plan ../plan.json does not deploy it
  $ CI_JOB_ID=72 sampan deploy -C work -q --plan ../plan.json
  tagged  skipped   the plan ../plan.json does not deploy it
  cloud   deployed  71-9ba7cc32  $CLOUD/sites/env-a/api  # s

Carried out again, it changes nothing: a job that is started twice does no harm.

  $ CI_JOB_ID=73 sampan deploy -C work -q --plan ../plan.json
  tagged  skipped    the plan ../plan.json does not deploy it
  cloud   unchanged  71-9ba7cc32  $CLOUD/sites/env-a/api  api-007 has the same content and settings (commit 9ba7cc32ba09)

The JSON report has what is live. Without --out the cloud is not asked.

  $ export CI_JOB_ID=74 && cd work && git commit -q --allow-empty -m 'Go on'
  $ live() { python3 -c 'import json, sys; print([l and l[0]["release_id"] for l in [p["live"] for p in json.load(sys.stdin)["plans"]]])'; }
  $ sampan plan cloud --out ../next.json --json 2>/dev/null | live
  ['api-007']
  $ sampan plan cloud --json 2>/dev/null | live
  [None]
  $ sampan plan cloud --out ../next.json --json > ../report.json 2>/dev/null && sampan schema --of report > ../schema.json
  $ "$JUDGES/check-jsonschema" -q --schemafile ../schema.json ../report.json && echo valid
  valid

The flags have variables, for CI files.

  $ echo 2 > two && git add -A && git commit -qm 'Two' && SAMPAN_OUT=../two.json sampan plan -q > /dev/null
  $ SAMPAN_PLAN=../two.json sampan deploy -q
  tagged  skipped   the plan ../two.json does not deploy it
  cloud   deployed  74-5c7c819a  $CLOUD/sites/env-a/api  # s

Another release is live than when the plan was made.

  $ git checkout -q HEAD~1 && env -u GITLAB_CI sampan deploy -q --plan ../next.json
  sampan: error: ../next.json is out of date: target "cloud": live api-007 of commit 9ba7cc32ba09 → api-008 of commit 5c7c819a* (glob)
  sampan: hint: check what is live: sampan status cloud
  sampan: hint: make a new plan: sampan plan cloud --out ../next.json
  [5]
  $ git checkout -q main

A plan for nothing deploys nothing.

  $ CI_COMMIT_BRANCH=topic sampan plan --out ../nothing.json
  sampan: wrote ../nothing.json; to carry it out: sampan deploy --plan ../nothing.json
  cloud   skipped  it needs branch "main", this is branch "topic"
  tagged  skipped  it needs tag "v*", this is branch "topic"
  $ sampan deploy --plan ../nothing.json
  cloud   skipped  the plan ../nothing.json does not deploy it
  tagged  skipped  the plan ../nothing.json does not deploy it
