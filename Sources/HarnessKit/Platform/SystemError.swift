/// A system call that failed, with what it was about.
package struct SystemError: Error, Sendable {
    package let call: String
    package let subject: String
    package let number: Int32

    package init(_ call: String, _ subject: String, number: Int32 = errno) {
        self.call = call
        self.subject = subject
        self.number = number
    }

    /// The system's own words for it, such as "no space left on device".
    package var reason: String {
        let text = String(cString: strerror(number))
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}

/// Repeats a system call while signals interrupt it.
@discardableResult
package func retrying<Value: SignedInteger>(_ call: () -> Value) -> Value {
    while true {
        let value = call()
        if value != -1 || errno != EINTR { return value }
    }
}
