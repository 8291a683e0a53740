cloud: busy

A cloud that is busy: GitLab starts the job again by its exit code, and gives up after the third; the job that cancels
makes room.

  $ runner() { "$JUDGES/python3" -B "$FIXTURES/ci/gitlab.py" "$@" 2>&1 | grep -v 'belongs to user 1001'; }
  $ sampan init -q --ci gitlab
  wrote sampan.json
  wrote .gitlab-ci.yml
  $ printf 'FROM scratch\n' > Dockerfile && git add -A && git commit -qm 'Start'
  $ runner .gitlab-ci.yml push refs/heads/main --job 'deploy staging' | sed 's/20231114-[0-9a-f]*/$VERSION/'
  $ runner .gitlab-ci.yml push refs/heads/main --job 'cancel staging'
