What a deploy would change: commits, files and settings between what is live and HEAD.

  $ cp $FIXTURES/here.json sampan.json
  $ git add -A && git commit -qm 'Start' && sampan diff here
  here → local ../site
    live      nothing
    HEAD      9b2fdc81 "Start" (A)
  $ sampan diff here --exit-code >/dev/null
  [5]
  $ echo 1 > one && mkdir docs && echo 1 > docs/one && git add -A && git commit -qm 'First' && sampan -q deploy >/dev/null
  $ sampan diff here --exit-code
  here → local ../site
    live      20231114-*, commit * "First" (A) (glob)
    HEAD      * "First" (A) (glob)
              is live
    same      a deploy would change nothing
  $ echo 2 > one && git add -A && git commit -qm 'Second' && git mv docs/one two && git commit -qm 'Third'
  $ sampan diff here
  here → local ../site
    live      20231114-*, commit * "First" (A) (glob)
    HEAD      * "Third" (A) (glob)
              2 commits ahead of the live commit
    + * Third (A) (glob)
    + * Second (A) (glob)
    files     3 files from live to HEAD
    D docs/one
    M one
    A two
  $ sampan diff here --exit-code >/dev/null
  [5]

HEAD may be behind what is live, and both may have commits of their own.

  $ sampan -q deploy >/dev/null && git checkout -q HEAD~1 && sampan diff here | sed -n '4,$p'
              1 commit behind the live commit
    - * Third (A) (glob)
    files     2 files from live to HEAD
    A docs/one
    D two
  $ git commit -q --allow-empty -m 'Other' && sampan diff here | sed -n '4,6p'
              has diverged from the live commit: 1 commit ahead, 1 behind
    + * Other (A) (glob)
    - * Third (A) (glob)

Settings count as well. A commit that changes nothing of what is sent is no difference.

  $ git checkout -q main && sed -i 's/"keep": 2/"keep": 3/' sampan.json && sampan diff here | tail -2
              is live
    settings  only the settings differ
  $ sampan diff here --exit-code --json | python3 -c 'import json, sys; j = json.load(sys.stdin); d = j["differences"][0]; print(j["exit_code"], j["error"], d["content_differs"], d["settings_differ"])'
  5 None False True
  $ git checkout -q sampan.json && git commit -q --allow-empty -m 'Nothing' && sampan diff here --exit-code | sed -n '4,$p'
              1 commit ahead of the live commit
    + * Nothing (A) (glob)
    same      a deploy would change nothing

Of a part of a repository, only its files count.

  $ cat > sampan.json << 'END'
  > { "targets": { "part": { "local": { "directory": "../part" }, "package": { "path": "api" } } } }
  > END
  $ mkdir api && echo 1 > api/a && git add -A && git commit -qm 'Part' && sampan -q deploy part >/dev/null
  $ echo 3 > one && git commit -qam 'Elsewhere' && sampan diff part --exit-code | sed -n '4,$p'
              1 commit ahead of the live commit
    + * Elsewhere (A) (glob)
              1 other file outside of the package
    same      a deploy would change nothing

A live commit that the clone does not have: the lists need it, a drift check does not.

  $ git clone -q --depth 1 file://$HOME/work ../clone && cd ../clone
  $ sampan diff part
  sampan: warning: commits and files are not listed: commit * is not in this clone, which is shallow (glob)
  sampan: hint: git fetch --unshallow --tags
  part → local ../part
    live      * (glob)
    HEAD      * (glob)
              commit * is not in this clone, which is shallow (glob)
    same      a deploy would change nothing
  $ echo 2 > api/a && git commit -qam 'Change' && sampan diff part
  sampan: error: commit * is not in this clone, which is shallow (glob)
  sampan: hint: git fetch --unshallow --tags
  [65]
  $ sampan diff part --exit-code 2>/dev/null | tail -1
              commit * is not in this clone, which is shallow (glob)
  $ sampan diff part --exit-code >/dev/null 2>&1
  [5]
