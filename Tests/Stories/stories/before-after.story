Commands before packaging and after success: with the outputs of the deploy, without credentials.

  $ config() {
  >   printf '{ "targets": { "%s": { "local": { "directory": "../%s" }, "package": { "add": ["dist/*"] }, %s } } }\n' \
  >     $1 $1 "$2" > sampan.json && git add -A && git commit -qm "$1"
  > }
  $ echo dist > .gitignore && cat > build.sh <<'END'
  > mkdir -p dist && echo built > dist/app
  > echo "version $SAMPAN_VERSION, ${TENCENTCLOUD_SECRET_KEY:-no key}"
  > END
  $ export TENCENTCLOUD_SECRET_KEY=sesame-of-the-job
  $ config here '"before": "sh build.sh", "after": [["sh", "-c", "echo $SAMPAN_STATUS $SAMPAN_URL"], "ls ../here/current"]'
  $ sampan plan here
  sampan.json:1:97: notice: "before" of target "here" runs first: what it builds, and the stamp of the remark, may differ
  here → local ../here
    version   20231114-7c83ae2b   commit 7c83ae2b "here" (A)
    remark    20231114-7c83ae2b here (7c83ae2b A) sampan:7c83ae2b8dd0.59bc22101550.b06cf0
    package   .: 3 files, 319 B
    before    sh build.sh
    after     sh -c 'echo $SAMPAN_STATUS $SAMPAN_URL'
    after     ls ../here/current
    requests  3 writes; with -v, each is listed
  $ sampan deploy here
  here → local ../here   20231114-7c83ae2b
      | $ sh build.sh
      | version 20231114-7c83ae2b, no key
    before    sh build.sh                                             # s
    preflight nothing is live yet                                     # s
    package   4 files, 663 B, sha256 $SHA256  # s
    publish   done                                                    # s
    update    operation 20231114-7c83ae2b                             # s
    rollout   20231114-7c83ae2b                                       # s
    verify    receives all traffic                                    # s
      | $ sh -c 'echo $SAMPAN_STATUS $SAMPAN_URL'
      | deployed file://$HOME/here/current
      | $ ls ../here/current
      | build.sh
      | dist
      | sampan.json
    after     sh -c 'echo $SAMPAN_STATUS $SAMPAN_URL'; ls ../here/current  # s
  
  here  deployed  20231114-7c83ae2b  file://$HOME/here/current  # s
  $ cat ../here/current/dist/app
  built

A rehearsal runs no commands.

  $ sampan rehearse here 2>&1 | grep rehearsal
    "before" is not run in a rehearsal: sh build.sh
    "after" is not run in a rehearsal: sh -c 'echo $SAMPAN_STATUS $SAMPAN_URL'
    "after" is not run in a rehearsal: ls ../here/current

What they write is cleaned, like everything from outside; what a CI system would execute of it is not.

  $ cat > noise.sh <<'END'
  > printf '\033[31mred\033[0m\n 50 %%\r100 %%\n::error::forged\n##[error]forged\n'
  > echo "the key is $1" && printf 'no line end'
  > END
  $ config noise '"before": ["sh noise.sh sesame-of-the-job", "true"]'
  $ GITHUB_ACTIONS=true sampan deploy noise 2>&1 | sed -n '/\$ sh noise/,/\$ true/p'
      | $ sh noise.sh ***
      | red
      | 100 %
      | ::error::forged
      | ##\[error]forged
      | the key is ***
      | no line end
      | $ true

A command that fails stops the deploy: nothing was sent.

  $ config failing '"before": ["echo first", "echo broken >&2; exit 3", "echo never"]'
  $ sampan deploy failing
  failing → local ../failing   20231114-59c6a192
      | $ echo first
      | first
      | $ echo broken >&2; exit 3
      | broken
  
  sampan: error: sampan.json:1:128: "before": "echo broken >&2; exit 3" ended with status 3; nothing was deployed
  sampan: cause: its last line: broken
  sampan: hint: run it by hand in the repository: echo broken >&2; exit 3
  
  failing  failed  20231114-59c6a192  # s
  [65]
  $ ls ../failing
  ls: cannot access '../failing': No such file or directory
  [2]
  $ config missing '"before": [["npx-of-the-story", "build"]]'
  $ sampan deploy -q missing
  sampan: error: sampan.json:1:114: "before": "npx-of-the-story" is not on PATH; nothing was deployed
  sampan: hint: install it, or add its folder to PATH
  missing  failed  20231114-854d2ab7  # s
  [65]
  $ config unknown '"before": "npx-of-the-story build"'
  $ sampan deploy -q unknown
  sampan: error: sampan.json:1:113: "before": "npx-of-the-story build" ended with status 127; nothing was deployed
  sampan: cause: its last line: /usr/bin/sh: 1: npx-of-the-story: not found
  sampan: hint: install the program on this machine, or in the image of the CI job
  sampan: hint: a list is a list of commands: for one command, write a line such as "npm ci"
  unknown  failed  20231114-0607be7a  # s
  [65]

One that fails after the deploy has its exit code, and the release stays.

  $ config after '"after": "echo smoke test; exit 1"'
  $ sampan deploy after
  after → local ../after   20231114-c89544aa
    preflight nothing is live yet                                     # s
    package   5 files, 809 B, sha256 $SHA256  # s
    publish   done                                                    # s
    update    operation 20231114-c89544aa                             # s
    rollout   20231114-c89544aa                                       # s
    verify    receives all traffic                                    # s
      | $ echo smoke test; exit 1
      | smoke test
  
  sampan: error: sampan.json:1:108: "after": "echo smoke test; exit 1" ended with status 1; the release receives traffic and is left as it is
  sampan: cause: its last line: smoke test
  sampan: hint: run it by hand in the repository: echo smoke test; exit 1
  
  after  failed  20231114-c89544aa  # s
  [2]
  $ sampan status -q after | grep -c 'is live'
  1

The commands of a target may together take as long as its deploy may.

  $ config slow '"wait": { "timeout": "1s" }, "before": "echo begun; sleep 60; echo never"'
  $ sampan deploy slow
  slow → local ../slow   20231114-1b362a2e
      | $ echo begun; sleep 60; echo never
      | begun
  
  sampan: error: sampan.json:1:136: "before": "echo begun; sleep 60; echo never" did not end within # s; nothing was deployed
  sampan: hint: raise "timeout" in "wait" of the target
  
  slow  failed  20231114-1b362a2e  # s
  [65]

A stop signal reaches the command and what it has started.

  $ config stopped '"before": "trap '"'"'echo tidied up; exit 1'"'"' TERM; touch ../begun; sleep 60 & wait"'
  $ sampan deploy stopped > ../stopped.log 2>&1 & pid=$!
  $ until [ -e ../begun ]; do sleep 0.05; done; kill -TERM $pid; wait $pid
  [143]
  $ cat ../stopped.log
  stopped → local ../stopped   20231114-f3bcfaea
      | $ trap 'echo tidied up; exit 1' TERM; touch ../begun; sleep 60 & wait
      | tidied up
  
  sampan: error: sampan.json:1:113: "before": interrupted while "trap 'echo tidied up; exit 1' TERM; touch ../begun; sleep 60 & wait" was running; nothing was deployed
  sampan: hint: deploy again: nothing is in progress
  
  stopped  failed  20231114-f3bcfaea  # s
  $ ls ../stopped
  ls: cannot access '../stopped': No such file or directory
  [2]
