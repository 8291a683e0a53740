# What differs from run to run or from one template to the next gets a name; steps of a rollout are left out.
/is owned by uid|\|   /d
s/20231114-[0-9a-f]{8}/$VERSION/g
s/\[[0-9a-f]{12}\]\([^)]*\/commit\/[0-9a-f]{40}\)/$COMMIT/g
s/commit [0-9a-f]{12}/commit $COMMIT/g
s/, [0-9a-f]{12}\b/, $COMMIT/g
s/sampan:[0-9a-f.]{32}/$STAMP/
s/\([0-9a-f]{8} A\)/($SHORT A)/g
