The releases of a target, with the commits that this clone has of them.

  $ sed 's/"keep": 2/"keep": 3/' $FIXTURES/here.json > sampan.json
  $ for n in 1 2 3; do echo $n > n; git add -A; git commit -qm "Release $n"; sampan -q deploy >/dev/null; done
  $ sampan history
  here → local ../site
    release            created                  status  traffic  commit    remark
    20231114-44636ee6  $TIME UTC  live    100 %    44636ee6  20231114-44636ee6 Release 3 (44636ee6 A)
    20231114-b1f2a796  $TIME UTC  kept             b1f2a796  20231114-b1f2a796 Release 2 (b1f2a796 A)
    20231114-5325d850  $TIME UTC  kept             5325d850  20231114-5325d850 Release 1 (5325d850 A)
  $ sampan history here --json | python3 -c 'import json, sys; print(*[(r["release_id"], r["status"], r["subject"], r["is_in_clone"]) for h in json.load(sys.stdin)["histories"] for r in h["releases"]], sep="\n")'
  ('20231114-44636ee6', 'live', 'Release 3', True)
  ('20231114-b1f2a796', 'kept', 'Release 2', True)
  ('20231114-5325d850', 'kept', 'Release 1', True)

The name of a release is what a rollback takes; the order of the list is that of the deploys.

  $ sampan rollback here --to $(sampan history here | tail -1 | cut -d ' ' -f 3)
  here  deployed  20231114-5325d850  file://$HOME/site/current  rolled back from 20231114-44636ee6  # s
  $ sampan history here | awk 'NR > 2 { print $1, $5 }'
  20231114-44636ee6 kept
  20231114-b1f2a796 kept
  20231114-5325d850 live

Commits that a shallow clone lacks are marked.

  $ git clone -q --depth 1 file://$HOME/work ../clone && cd ../clone && cp ../work/sampan.json .
  $ sampan history | grep -c 'not in this clone'
  2

Before the first deploy there is none, and providers without a history are left out, or refused by name.

  $ rm -r ../site && sampan history
  here → local ../site
    no releases
  $ cat > sampan.json << 'END'
  > { "targets": { "task": { "tcbTask": { "externalId": "task-a" } } } }
  > END
  $ sampan history
  sampan: task is left out: a one-click task is only watched
  $ sampan history task
  sampan: error: sampan.json:1:16: provider "tcbTask" cannot list releases: a one-click task is only watched
  sampan: hint: supported: diff, status
  [64]
