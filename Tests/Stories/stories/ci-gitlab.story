cloud: calm

GitLab's files, run by a runner that knows GitLab's rules and nothing of Sampan.

  $ runner() {
  >   "$JUDGES/python3" -B "$FIXTURES/ci/gitlab.py" "$@" 2>&1 |
  >     sed -E '/belongs to user 1001/d; s/20231114.?-[0-9a-f]{8}/$VERSION/; s/[0-9]+ bytes/# bytes/; s/\b[0-9a-f]{12}\b/$COMMIT/'
  > }
  $ sampan init -q --ci gitlab
  wrote sampan.json
  wrote .gitlab-ci.yml
  $ sed -i 's/FULL/GRAY/; s/"package"/"wait": { "interval": "1s" }, &/' sampan.json
  $ printf 'FROM scratch\n' > Dockerfile && git add -A && git commit -qm 'Start' && git tag v1.2.3

The default branch, a tag (to be released step by step: a person goes on), another branch, a merge request.

  $ runner .gitlab-ci.yml push refs/heads/main
  $ runner .gitlab-ci.yml push refs/tags/v1.2.3
  $ git branch topic && runner .gitlab-ci.yml push refs/heads/topic
  $ runner .gitlab-ci.yml merge_request_event refs/heads/topic

A person stops what is in flight.

  $ runner .gitlab-ci.yml push refs/heads/main --job 'cancel staging'

A child pipeline, with a job for each target.

  $ git checkout -q -b release && sed -i 's/"main"/["main", "release"]/; s/"tag": "v\*"/"branch": "release"/' sampan.json
  $ git commit -qam 'Production follows release'
  $ runner $TEMPLATES/gitlab/fan-out.gitlab-ci.yml push refs/heads/release
  $ runner $HOME/sampan-child.yml parent_pipeline refs/heads/release
  $ runner $TEMPLATES/gitlab/fan-out.gitlab-ci.yml push refs/heads/topic && cat $HOME/sampan-child.yml
  $ sampan plan --format gitlab-child 2>/dev/null > child.yml && "$JUDGES/check-jsonschema" --builtin-schema vendor.gitlab-ci child.yml

What is wrong is shown at its line, and ends the job.

  $ git checkout -q main && sed -i 's/"exclude"/"exlcude"/' sampan.json && git commit -qam 'Break the config'
  $ runner .gitlab-ci.yml push refs/heads/main
