In a clone without tags the same commit has another version: a warning is printed.

  $ cp $FIXTURES/here.json sampan.json && sed 's/^{/{ "version": "{describe}",/' sampan.json > s && mv s sampan.json
  $ git add -A && git commit -qm 'Start' && git tag v1.4.0 && git commit -q --allow-empty -m 'Go on'
  $ sampan plan here 2>&1 | grep -E '^  version|warning|hint'
    version   1.4.0-1-g*   commit * (glob)
  $ git clone -q --no-tags "file://$PWD" ../clone && cd ../clone
  $ sampan plan here 2>&1 | grep -E '^  version|warning|hint'
  sampan.json:3:5: warning: {describe} finds no version tag: this clone fetches none (remote.origin.tagOpt is --no-tags)
  sampan: hint: git config --unset remote.origin.tagOpt && git fetch --tags origin
    version   0.0.0-2-g*   commit * (glob)
  $ git config --unset remote.origin.tagOpt
  $ sampan plan here 2>&1 | grep -E '^  version|warning|hint'
    version   0.0.0-2-g*   commit * (glob)

A job without tags gets the warning as well, unless its CI system has a variable for the tag.

  $ GITEE_PIPELINE_BUILD_NUMBER=7 sampan plan here 2>&1 | grep -E '^  version|warning|hint'
  sampan.json:3:5: warning: {describe} finds no version tag: if the repository has any, this job fetched none
  sampan: hint: before sampan, in the job: git fetch --tags origin
  sampan: hint: run `git fetch --unshallow --tags` in a step before this one
    version   0.0.0-2-g*   commit * (glob)
  $ git fetch -q --tags origin
  $ sampan plan here 2>&1 | grep -E '^  version|warning|hint'
    version   1.4.0-1-g*   commit * (glob)
