import Glibc

/// The variables the process was started with.
enum ProcessEnvironment {
  /// Those the tool looks at: it needs no others, and reads them once.
  static var variables: [String: String] {
    var variables: [String: String] = [:]
    for name in ["REPAIRCTL_LOG", "NO_COLOR", "TERM"] {
      if let value = getenv(name) { variables[name] = String(cString: value) }
    }
    return variables
  }
}
