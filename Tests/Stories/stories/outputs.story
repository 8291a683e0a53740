cloud: build-fails

Outputs for CI systems: GitHub gets files and annotations.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ export GITHUB_ACTIONS=true GITHUB_OUTPUT=$HOME/outputs GITHUB_STEP_SUMMARY=$HOME/summary
  $ sampan deploy -q 2>&1 >/dev/null | grep '^::' | sed 's/=sign=.*/=sign…/; s/mask::sign=.*/mask::sign=…/'
  ::add-mask::key-of-the-story
  ::add-mask::sign=…
  ::error::the rollout failed: BuildImage: build image failed: exit status 1%0Asampan: request id $ID%0Asampan: hint: fix the cause and deploy again; see what serves: sampan status cloud%0Asampan: hint: read the whole log: sampan logs cloud
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
  ## cloud failed\: the rollout failed\: BuildImage\: build image failed\: exit status 1
  
  | target | status | url | version | commit | duration | |
  |---|---|---|---|---|---|---|
  | cloud (tcbr) | ❌ failed | URL | 20231114\-ba28031b | ba28031b3055 Add the service | # s | the rollout failed\: BuildImage\: build image failed\: exit status 1 |
  
  - **error** the rollout failed\: BuildImage\: build image failed\: exit status 1
    - fix the cause and deploy again\; see what serves\: sampan status cloud
    - read the whole log\: sampan logs cloud
  
  <details><summary>cloud: build log of api-007</summary>
  
  <pre>
  Cloning package ...
  #1 [internal] load build definition from Dockerfile
  #2 [2/3] RUN npm ci: package 1 of 30
  #2 [2/3] RUN npm ci: package 2 of 30
  #2 [2/3] RUN npm ci: package 3 of 30
  #2 [2/3] RUN npm ci: package 4 of 30
  #2 [2/3] RUN npm ci: package 5 of 30
  #2 [2/3] RUN npm ci: package 6 of 30
  #2 [2/3] RUN npm ci: package 7 of 30
  #2 [2/3] RUN npm ci: package 8 of 30
  #2 [2/3] RUN npm ci: package 9 of 30
  #2 [2/3] RUN npm ci: package 10 of 30
  #2 [2/3] RUN npm ci: package 11 of 30
  #2 [2/3] RUN npm ci: package 12 of 30
  #2 [2/3] RUN npm ci: package 13 of 30
  #2 [2/3] RUN npm ci: package 14 of 30
  #2 [2/3] RUN npm ci: package 15 of 30
  #2 [2/3] RUN npm ci: package 16 of 30
  #2 [2/3] RUN npm ci: package 17 of 30
  #2 [2/3] RUN npm ci: package 18 of 30
  #2 [2/3] RUN npm ci: package 19 of 30
  #2 [2/3] RUN npm ci: package 20 of 30
  #2 [2/3] RUN npm ci: package 21 of 30
  #2 [2/3] RUN npm ci: package 22 of 30
  #2 [2/3] RUN npm ci: package 23 of 30
  #2 [2/3] RUN npm ci: package 24 of 30
  #2 [2/3] RUN npm ci: package 25 of 30
  #2 [2/3] RUN npm ci: package 26 of 30
  #2 [2/3] RUN npm ci: package 27 of 30
  #2 [2/3] RUN npm ci: package 28 of 30
  #2 [2/3] RUN npm ci: package 29 of 30
  #2 [2/3] RUN npm ci: package 30 of 30
  \::error::not an annotation of this job
  \x1B[31mERROR\x1B[0m: build image failed: exit status 1
  </pre>
  </details>
  
  <details><summary>cloud: process log of api-007</summary>
  
  <pre>
  create_build_image : creating
  check_build_image : process, build image failed: exit status 1
  check_build_image : fail, [ErrorCode]:300502, [ErrorMessage]:build image failed: exit status 1
  </pre>
  </details>
  
  ```mermaid
  gantt
    dateFormat x
    axisFormat %M:%S
    todayMarker off
    section cloud
      preflight # s
      package # s
      publish # s
      update # s
      BuildImage # s
      rollout # s
  ```
  
  $ unset GITHUB_ACTIONS GITHUB_OUTPUT GITHUB_STEP_SUMMARY

GitLab gets report files.

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

A script gets one JSON object; progress messages are on standard error.

  $ sampan deploy --json 2>/dev/null > ../json
  [2]
  $ python3 - <<'END'
  > import json
  > report = json.load(open("../json"))
  > print(*[f"{key}: {value}" for key, value in sorted(report["targets"][0].items()) if key not in ("timeline", "elapsed_seconds")], sep="\n")
  > END
  commit: ba28031b3055f1d90bd5fc71509e1c3342e0617f
  commit_url: None
  error: {'causes': [], 'code': None, 'exit_code': 2, 'hints': ['fix the cause and deploy again; see what serves: sampan status cloud', 'read the whole log: sampan logs cloud'], 'kind': 'rolloutFailed', 'message': 'the rollout failed: BuildImage: build image failed: exit status 1', 'place': None, 'request_id': '$ID'}
  exit_code: 2
  image: None
  package_sha256: $SHA256
  provider: tcbr
  reason: None
  release_id: api-009
  remark: 20231114-ba28031b Add the service (ba28031b A) sampan:ba28031b3055.b35a14fa9ec3.e04e5a
  run_url: None
  simulated: False
  status: failed
  still_live: api-006
  subject: Add the service
  target: cloud
  url: $CLOUD/sites/env-a/api
  version: 20231114-ba28031b
