A commit is deployed to this machine: unpacked beside the live release, then switched to.

  $ cp $FIXTURES/here.json sampan.json
  $ echo one > index.html
  $ git add -A && git commit -qm 'Add a page'
  $ sampan deploy
  here → local ../site   20231114-a65ff4ef
    preflight nothing is live yet                                     # s
    package   2 files, 320 B, sha256 $SHA256  # s
    publish   done                                                    # s
    update    operation 20231114-a65ff4ef                             # s
    rollout   20231114-a65ff4ef                                       # s
    verify    receives all traffic                                    # s
  
  here  deployed  20231114-a65ff4ef  file://$HOME/site/current  # s
  $ cat ../site/current/index.html
  one
  $ readlink ../site/current
  releases/20231114-a65ff4ef

The same commit again changes nothing.

  $ sampan deploy
  here → local ../site   20231114-a65ff4ef
    preflight 20231114-a65ff4ef is live, from a65ff4ef                # s
  
  here  unchanged  20231114-a65ff4ef  file://$HOME/site/current  20231114-a65ff4ef has the same content and settings (commit a65ff4ef2f75)

A newer commit replaces it. Results are printed on standard output, progress messages on standard error.

  $ echo two > index.html && git commit -qam 'Change the page'
  $ sampan deploy 2> talk
  here  deployed  20231114-ed51a38e  file://$HOME/site/current  # s
  $ grep -o 'is live, from.* behind' talk
  is live, from a65ff4ef, 1 commit behind
  $ grep -c . talk
  7
  $ rm talk
  $ cat ../site/current/index.html
  two
  $ sampan status
  here → local ../site   file://$HOME/site/current
    live      20231114-ed51a38e, 100 % of traffic, commit ed51a38e890b
              20231114-ed51a38e Change the page (ed51a38e A) sampan:ed51a38e890b.9bf2faf0385c.76a314
    HEAD      ed51a38e890b Change the page
              is live

An older one does not.

  $ git checkout -q HEAD~1
  $ sampan deploy here
  here → local ../site   20231114-a65ff4ef
  
  sampan: error: 20231114-ed51a38e is live from commit ed51a38e890b, 1 commit newer than a65ff4ef2f75
  sampan: hint: deploy the newer commit
  sampan: hint: to go back on purpose: sampan rollback here; or set "order": "any"
  
  here  failed  20231114-a65ff4ef  still live: 20231114-ed51a38e (ed51a38e)  # s
  [5]
  $ cat ../site/current/index.html
  two

A commit that does not change the deployed files is unchanged. Two releases are kept.

  $ git checkout -q main
  $ git commit -q --allow-empty -m 'Three' && sampan -q deploy
  here  unchanged  20231114-0168d420  file://$HOME/site/current  20231114-ed51a38e has the same content and settings (commit ed51a38e890b)
  $ echo four > index.html && git commit -qam 'Four' && sampan -q deploy
  here  deployed  20231114-2d3b817c  file://$HOME/site/current  # s
  $ ls ../site/releases | wc -l
  2
