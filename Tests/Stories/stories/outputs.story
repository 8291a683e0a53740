cloud: build-fails

What a CI system is told: GitHub by files and annotations.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ export GITHUB_ACTIONS=true GITHUB_OUTPUT=$HOME/outputs GITHUB_STEP_SUMMARY=$HOME/summary
  $ sampan deploy -q 2>&1 >/dev/null | grep '^::' | sed 's/=sign=.*/=sign…/; s/mask::sign=.*/mask::sign=…/'
  ::add-mask::key-of-the-story
  ::add-mask::sign=…
  ::error::the rollout failed: BuildImage: build image failed: exit status 1%0Asampan: request id $ID%0Asampan: hint: mend the cause and deploy again; what serves meanwhile: sampan status cloud
  $ python3 - <<'END'
  > import os, re
  > text = open(os.environ["GITHUB_OUTPUT"]).read()
  > for name, _, value in re.findall(r"(?m)^(\w+)<<(.+)\n(.*)\n\2$", text): print(name, "=", value)
  > END
  status = failed
  version = 20231114-ba28031b
  remark = 20231114-ba28031b Add the service (ba28031b A) sampan:ba28031b3055.b35a14fa9ec3.e04e5a
  commit = ba28031b3055f1d90bd5fc71509e1c3342e0617f
  target = cloud
  provider = tcbr
  url = $CLOUD/sites/env-a/api
  release_id = api-007
  package_sha256 = $SHA256
  $ sed '/preflight/,/rollout/s/ :.*//; s/ [0-9.\\]* s |/ # s |/; s/| \[http.*) |/| URL |/' ../summary
  ## sampan
  
  | target | status | version | commit | time | url | |
  |---|---|---|---|---|---|---|
  | cloud (tcbr) | failed | 20231114\-ba28031b | ba28031b3055 | # s | URL | the rollout failed\: BuildImage\: build image failed\: exit status 1 |
  
  ```mermaid
  gantt
    dateFormat x
    axisFormat %M:%S
    todayMarker off
    section cloud
      preflight
      package
      publish
      update
      BuildImage
      rollout
  ```
  
  - **error** the rollout failed\: BuildImage\: build image failed\: exit status 1
    - mend the cause and deploy again\; what serves meanwhile\: sampan status cloud
  $ unset GITHUB_ACTIONS GITHUB_OUTPUT GITHUB_STEP_SUMMARY

GitLab by report files.

  $ export GITLAB_CI=true CI_PROJECT_DIR=$HOME/project; mkdir ../project
  $ sampan deploy -q > ../log 2>&1
  [2]
  $ cat ../project/sampan.env
  SAMPAN_STATUS=failed
  SAMPAN_VERSION=20231114-ba28031b
  SAMPAN_REMARK=20231114-ba28031b Add the service (ba28031b A) sampan:ba28031b3055.b35a14fa9ec3.e04e5a
  SAMPAN_COMMIT=ba28031b3055f1d90bd5fc71509e1c3342e0617f
  SAMPAN_TARGET=cloud
  SAMPAN_PROVIDER=tcbr
  SAMPAN_URL=$CLOUD/sites/env-a/api
  SAMPAN_RELEASE_ID=api-008
  SAMPAN_PACKAGE_SHA256=$SHA256
  $ cat ../project/sampan-codequality.json
  [
    {
      "check_name": "failure/rolloutFailed",
      "description": "the rollout failed: BuildImage: build image failed: exit status 1",
      "fingerprint": "798564c6985835bb62c2cb692eb21d9f",
      "location": {
        "lines": {
          "begin": 1
        },
        "path": "sampan.json"
      },
      "severity": "major"
    }
  ]
  $ unset GITLAB_CI CI_PROJECT_DIR

A script by one JSON object; talk stays on standard error.

  $ sampan deploy --json 2>/dev/null > ../json
  [2]
  $ python3 - <<'END'
  > import json
  > report = json.load(open("../json"))
  > print(*[f"{key}: {value}" for key, value in sorted(report["targets"][0].items()) if key not in ("timeline", "elapsed_seconds")], sep="\n")
  > END
  commit: ba28031b3055f1d90bd5fc71509e1c3342e0617f
  error: {'causes': [], 'code': None, 'exit_code': 2, 'hints': ['mend the cause and deploy again; what serves meanwhile: sampan status cloud'], 'kind': 'rolloutFailed', 'message': 'the rollout failed: BuildImage: build image failed: exit status 1', 'place': None, 'request_id': '$ID'}
  exit_code: 2
  image: None
  package_sha256: $SHA256
  provider: tcbr
  reason: None
  release_id: api-009
  remark: 20231114-ba28031b Add the service (ba28031b A) sampan:ba28031b3055.b35a14fa9ec3.e04e5a
  status: failed
  target: cloud
  url: $CLOUD/sites/env-a/api
  version: 20231114-ba28031b
