A local deploy is rolled back, one release at a time.

  $ sed 's/"keep": 2/"keep": 3/' $FIXTURES/here.json > sampan.json
  $ for n in 1 2 3; do echo $n > n; git add -A; git commit -qm "Release $n"; sampan -q deploy; done
  here  deployed  20231114-5325d850  file://$HOME/site/current  # s
  here  deployed  20231114-b1f2a796  file://$HOME/site/current  # s
  here  deployed  20231114-44636ee6  file://$HOME/site/current  # s
  $ sampan rollback here
  here  deployed  20231114-b1f2a796  file://$HOME/site/current  rolled back from 20231114-44636ee6  # s
  $ cat ../site/current/n
  2
  $ sampan rollback here
  here  deployed  20231114-5325d850  file://$HOME/site/current  rolled back from 20231114-b1f2a796  # s
  $ cat ../site/current/n
  1
  $ sampan rollback here
  sampan: error: 20231114-5325d850 is the oldest release
  sampan: hint: available: 20231114-44636ee6, 20231114-b1f2a796
  
  here  failed  # s
  [64]
  $ sampan rollback here --to $(ls ../site/releases | grep $(git rev-parse --short=8 HEAD))
  here  deployed  20231114-44636ee6  file://$HOME/site/current  rolled back from 20231114-5325d850  # s
  $ cat ../site/current/n
  3
  $ sampan promote here
  sampan: error: sampan.json:3:5: provider "local" cannot promote: a local release serves at once
  sampan: hint: supported: diff, history, rollback, status
  [64]
