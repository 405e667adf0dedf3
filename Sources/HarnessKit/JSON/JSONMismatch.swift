extension JSON {
    /// Which part of a value, written as `$.scenarios[0].id`.
    package struct Path: Hashable, Sendable, CustomStringConvertible {
        package enum Step: Hashable, Sendable {
            case key(String)
            case index(Int)
        }

        package var steps: [Step]

        package init(_ steps: [Step] = []) {
            self.steps = steps
        }

        package var description: String {
            steps.reduce("$") { text, step in
                switch step {
                case .index(let index): "\(text)[\(index)]"
                case .key(let key) where key.utf8.allSatisfy({ ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "_") }):
                    "\(text).\(key)"
                case .key(let key): "\(text)[\(JSON.string(key).text(.compact))]"
                }
            }
        }
    }
}

/// One thing in a value that is not as its schema wants it.
package struct JSONMismatch: Sendable {
    package var path: JSON.Path
    package let message: String
    package let hint: String?
    /// File, line and column, once they are known.
    package var place: String?
    /// A word for it, where it has one of its own.
    package var code: String?

    package init(_ message: String, hint: String? = nil, at path: JSON.Path = .init()) {
        self.message = message
        self.hint = hint
        self.path = path
    }

    package var line: String {
        let path = path.steps.isEmpty ? "" : "\(path): "
        return (place.map { "\($0): " } ?? "") + path + message
    }
}

/// Everything in a value that does not fit, so that one reading mends it all.
package struct JSONMismatches: Error, Sendable {
    package let mismatches: [JSONMismatch]

    package init(_ mismatches: [JSONMismatch]) {
        self.mismatches = mismatches
    }

    package init(_ message: String, hint: String? = nil) {
        self.init([JSONMismatch(message, hint: hint)])
    }

    /// The same mistakes, seen from the value one step further out.
    func below(_ step: JSON.Path.Step) -> [JSONMismatch] {
        mismatches.map { mismatch in
            var mismatch = mismatch
            mismatch.path.steps.insert(step, at: 0)
            return mismatch
        }
    }
}
