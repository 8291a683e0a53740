import Effects
import Model

/// Names of the variables that say which role to take, and who vouches for the job.
struct RoleVariables {
  var arn: String
  var identityProvider: String

  /// Both values, nil when neither is set.
  func find(in world: World) throws(Failure) -> (arn: String, identityProvider: String)? {
    switch (try world.setting(arn), try world.setting(identityProvider)) {
    case (let role?, let provider?): return (role, provider)
    case (nil, nil): return nil
    case (let role, _):
      let (present, missing) = role == nil ? (identityProvider, arn) : (arn, identityProvider)
      throw Failure(.credentials, "\(present) is set but \(missing) is not", remedies: ["set both"])
    }
  }
}
