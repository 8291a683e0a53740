cloud: calm

A job without stored keys deploys to two clouds: it has an id token for each.

  $ unset TENCENTCLOUD_SECRET_ID TENCENTCLOUD_SECRET_KEY TENCENTCLOUD_TOKEN
  $ unset ALIBABA_CLOUD_ACCESS_KEY_ID ALIBABA_CLOUD_ACCESS_KEY_SECRET ALIBABA_CLOUD_SECURITY_TOKEN
  $ export SAMPAN_TENCENT_ROLE_ARN=$ROLE_ARN SAMPAN_TENCENT_OIDC_PROVIDER=github
  $ export ALIBABA_CLOUD_ROLE_ARN=$ALIBABA_ROLE ALIBABA_CLOUD_OIDC_PROVIDER_ARN=$ALIBABA_IDENTITY_PROVIDER
  $ cat > sampan.json <<'END'
  > { "targets": {
  >   "web": { "when": { "branch": "main" }, "tcbr": { "envId": "env-a", "serverName": "api" },
  >     "image": { "repository": "127.0.0.1:1/acme/api" } },
  >   "edge": { "when": { "branch": "main" }, "esa": { "appId": "app-a", "publishEnv": "prod" },
  >     "image": { "repository": "127.0.0.1:1/acme/api" } } } }
  > END
  $ git add -A && git commit -qm 'Add the services'
  $ SAMPAN_ID_TOKEN_TENCENT=$ID_TOKEN SAMPAN_ID_TOKEN_ALIBABA=$ALIBABA_ID_TOKEN sampan status 2>&1 | grep -o 'Cloud key .*'
  Cloud key AKIDte…ary1 from role qcs::cam::uin/100000000001:roleName/deploy by SAMPAN_ID_TOKEN_TENCENT
  Cloud key STS.te…ary1 from role acs:ram::1000000000000001:role/deploy by SAMPAN_ID_TOKEN_ALIBABA

One token for both is for one of them: it is not sent to the other.

  $ SAMPAN_ID_TOKEN=$ID_TOKEN sampan -q status edge 2>&1 | grep -oE 'the id token of .*|set SAMPAN_.*'
  the id token of SAMPAN_ID_TOKEN is for "sts.tencentcloudapi.com", not for Alibaba Cloud
  set SAMPAN_ID_TOKEN_ALIBABA to an OpenID Connect token of this job for the audience sts.aliyuncs.com

An identity provider with another client id refuses it, and the hint names the variable.

  $ SAMPAN_ID_TOKEN_ALIBABA=$ID_TOKEN sampan -q status edge 2>&1 | grep -oE 'set SAMPAN_OIDC_.*'
  set SAMPAN_OIDC_AUDIENCE_ALIBABA to a client id of the identity provider; a token for this cloud alone goes into SAMPAN_ID_TOKEN_ALIBABA

What the consoles have to contain is filled in with what the tokens say.

  $ export SAMPAN_ID_TOKEN_TENCENT=$ID_TOKEN SAMPAN_ID_TOKEN_ALIBABA=$ALIBABA_ID_TOKEN
  $ sampan doctor --credentials 2>/dev/null | grep -E '^(web|edge) |^  identity provider'
  web (tcbr): ok
  edge (esa): ok
    identity provider "github": OIDC, issuer https://ci.example, client id sts.tencentcloudapi.com
    identity provider "github": OIDC, issuer https://ci.example, client id sts.aliyuncs.com
