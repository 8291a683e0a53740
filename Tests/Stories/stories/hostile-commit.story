A commit whose message has commands of CI systems, escapes and forged lines: none is executed anywhere.

  $ cp $FIXTURES/here.json sampan.json
  $ cat > ../hostile.py <<'END'
  > forms = ["::error::forged", "##[add-mask]forged", "##vso[task.complete result=Failed]forged",
  >   "section_start:1:forged\r\x1b[0K", "##teamcity[message text='forged']", "\x1b[2J\x1b]0;forged\x07", "\r::error::forged",
  >   "\u202eforged\u2066", "\u2028::error::forged", "\x85::error::forged", "\x0b::error::forged", "x" * 65536]
  > print(" ".join(forms))
  > END
  $ python3 ../hostile.py > ../words
  $ git add -A
  $ GIT_AUTHOR_NAME="$(head -c 400 ../words)" git commit -qF ../words
  $ git branch -m "$(printf 'x\342\200\256forged')"
  $ judge() { python3 $FIXTURES/judge-log.py ../log; }

The check detects them.

  $ cp ../words ../log; judge | cut -d' ' -f1-2 | sort | uniq -c
        1 Azure command
        1 GitHub command
        1 TeamCity command
        1 bidi control
        1 control character
        1 line separator
        1 long line
        1 old GitHub
  $ printf '::error::forged\n##vso[task.setvariable variable=sampan_x;isOutput=true;]##vso[y]\n' > ../log; judge
  GitHub command in line 1: '::error::forged'
  Azure command in line 2: '##vso[y]'

Without a CI system, with and without colors.

  $ sampan deploy here > ../log 2>&1; judge
  clean
  $ sampan plan here --color always > ../log 2>&1; judge
  clean
  $ rm -r ../site; sampan deploy here --json > ../log 2>/dev/null; judge
  clean
  $ sampan status here > ../log 2>&1; judge
  clean

GitHub: the log, the outputs and the summary.

  $ export GITHUB_ACTIONS=true GITHUB_OUTPUT=$HOME/outputs GITHUB_STEP_SUMMARY=$HOME/summary
  $ rm -r ../site; sampan deploy here > ../log 2>&1; judge
  clean
  $ grep -oE '^[a-z_0-9]+(<<|=)' ../outputs
  status<<
  version<<
  remark<<
  commit<<
  target<<
  provider<<
  url<<
  release_id<<
  package_sha256<<
  $ grep -c '::error::forged' ../summary
  0
  [1]
  $ cp ../summary ../log; judge
  clean
  $ unset GITHUB_ACTIONS GITHUB_OUTPUT GITHUB_STEP_SUMMARY

GitLab: the log and the reports.

  $ export GITLAB_CI=true CI_PROJECT_DIR=$HOME/project; mkdir ../project
  $ rm -r ../site; sampan deploy here > ../log 2>&1; judge
  clean
  $ ls ../project
  sampan-annotations.json
  sampan-codequality.json
  sampan.env
  $ cut -d= -f1 ../project/sampan.env
  SAMPAN_STATUS
  SAMPAN_VERSION
  SAMPAN_REMARK
  SAMPAN_COMMIT
  SAMPAN_TARGET
  SAMPAN_PROVIDER
  SAMPAN_URL
  SAMPAN_RELEASE_ID
  SAMPAN_PACKAGE_SHA256
  $ python3 -m json.tool ../project/sampan-codequality.json > ../log && judge
  clean
  $ python3 -m json.tool ../project/sampan-annotations.json > ../log && judge
  clean
  $ unset GITLAB_CI CI_PROJECT_DIR

Azure, TeamCity, Buildkite, Jenkins, Woodpecker.

  $ rm -r ../site; TF_BUILD=True sampan deploy here > ../log 2>&1; judge
  clean
  $ rm -r ../site; TEAMCITY_VERSION=2025.1 sampan deploy here > ../log 2>&1; judge
  clean
  $ rm -r ../site; BUILDKITE=true sampan deploy here > ../log 2>&1; judge
  clean
  $ rm -r ../site; JENKINS_URL=http://ci.example/ sampan deploy here > ../log 2>&1; judge
  clean
  $ rm -r ../site; CI=woodpecker sampan deploy here > ../log 2>&1; judge
  clean
