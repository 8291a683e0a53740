cloud: calm

GitHub's files as `sampan init` writes them, run by a runner that knows GitHub's rules and nothing of Sampan.

  $ runner() {
  >   "$JUDGES/python3" -B "$FIXTURES/ci/github.py" "$@" 2>&1 |
  >     sed -E '/belongs to user 1001/d; s/20231114.?-[0-9a-f]{8}/$VERSION/; s/[0-9]+ bytes/# bytes/; s/\b[0-9a-f]{12}\b/$COMMIT/'
  > }
  $ sampan init -q --ci github
  wrote sampan.json
  wrote .github/workflows/deploy.yml
  $ sed -i 's/"package"/"wait": { "interval": "1s" }, &/' sampan.json
  $ printf 'FROM scratch\n' > Dockerfile && git add -A && git commit -qm 'Start' && git tag v1.2.3

A push to main.

  $ runner .github/workflows/deploy.yml push refs/heads/main

A tag, without a stored key: GitHub vouches for the job, and the cloud gives a temporary key.

  $ runner .github/workflows/deploy.yml push refs/tags/v1.2.3 --keyless

Anything else is not for it.

  $ runner .github/workflows/deploy.yml push refs/heads/topic
  $ runner .github/workflows/deploy.yml pull_request refs/heads/main

A job for each target.

  $ git branch release && sed -i 's/"main"/["main", "release"]/; s/"tag": "v\*"/"branch": "release"/' sampan.json
  $ git commit -qam 'Production follows release' && git branch -f release
  $ runner $TEMPLATES/github/matrix.yml push refs/heads/release
  $ git branch topic && runner $TEMPLATES/github/matrix.yml push refs/heads/topic

What is wrong is shown at its line, and ends the job.

  $ sed -i 's/"exclude"/"exlcude"/' sampan.json && git commit -qam 'Break the config'
  $ runner .github/workflows/deploy.yml push refs/heads/main
