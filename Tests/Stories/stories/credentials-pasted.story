cloud: calm
calls: UpdateCloudRunServer 1

A key with a line end, or a sampan.sh with Windows' line ends, works, and a warning with the variable is printed.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ cr=$(printf '\r')
  $ TENCENTCLOUD_SECRET_KEY="$TENCENTCLOUD_SECRET_KEY$cr" TENCENTCLOUD_REGION="ap-shanghai
  > " sampan deploy 2>&1 | grep -E 'white space|cloud  deployed'
  sampan: TENCENTCLOUD_REGION begins or ends with white space, which is not sent
    TENCENTCLOUD_SECRET_KEY begins or ends with white space, which is not sent
  cloud  deployed  20231114-ba28031b  $CLOUD/sites/env-a/api  # s

A line end in the middle of a key is an error.

  $ TENCENTCLOUD_SECRET_KEY="key-of
  > the-story" sampan status
  sampan: error: TENCENTCLOUD_SECRET_KEY contains a control character (U+000A)
  sampan: hint: set TENCENTCLOUD_SECRET_KEY again, as one line
  [77]
  $ TENCENTCLOUD_SECRET_ID="AKID${cr}story" sampan status
  sampan: error: TENCENTCLOUD_SECRET_ID contains a control character (U+000D)
  sampan: hint: set TENCENTCLOUD_SECRET_ID again, as one line
  [77]
  $ TENCENTCLOUD_REGION="ap${cr}shanghai" sampan plan
  sampan: error: TENCENTCLOUD_REGION contains a control character (U+000D)
  sampan: hint: set TENCENTCLOUD_REGION again, as one line
  [77]
