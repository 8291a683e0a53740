import Foundation
import FoundationNetworking
import Model

extension Transport {
  /// The network by URLSession.
  package static func live(version: String) -> Transport {
    Transport { (request, sent) throws(Failure) in
      throw Failure(.defect, "not there yet")
    }
  }
}
