import Synchronization

/// A result handed from one thread to another that waits for it.
final class ResultBox<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)

  /// Puts the result in.
  func set(_ value: Result<Value, any Error>) { result.withLock { $0 = value } }

  /// Takes it out, once whoever makes it is done.
  func get() throws -> Value {
    guard let value = result.withLock({ $0 }) else { throw CancellationError() }
    return try value.get()
  }
}
