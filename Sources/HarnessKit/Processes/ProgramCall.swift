import CHarness

/// A program to run: which, with what, where.
package struct ProgramCall: Sendable {
    package var arguments: [String]
    package var directory: Path?
    package var environment: Environment
    /// What it reads from its standard input; nothing is the end of the file at once.
    package var input: Bytes

    package init(_ arguments: [String], in directory: Path? = nil, environment: Environment, input: Bytes = []) {
        self.arguments = arguments
        self.directory = directory
        self.environment = environment
        self.input = input
    }

    /// The absolute path of the program, found as the shell finds it.
    package func resolved() throws -> Path {
        guard let name = arguments.first, !name.isEmpty else {
            throw Failure(.malformed, "no program is named", hint: "give argv at least one word")
        }
        let base = Path.current / (directory ?? ".")
        if name.contains("/") {
            let path = base / name
            guard let kind = FileStatus(following: path)?.kind else { throw notFound(name, "there is no such program") }
            guard kind == .file else { throw notFound(name, "it is no file") }
            guard Self.isProgram(path) else {
                throw notFound(name, "it is not executable", hint: "run 'chmod +x \(path.plain)'")
            }
            return path
        }
        let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":", omittingEmptySubsequences: true)
        for folder in folders {
            let path = base / String(folder) / name
            if Self.isProgram(path) { return path }
        }
        throw notFound(name, "it is in no folder of PATH")
    }

    private static func isProgram(_ path: Path) -> Bool {
        path.withCString { access($0, X_OK) } == 0 && FileStatus(following: path)?.kind == .file
    }

    private func notFound(_ name: String, _ reason: String, hint: String = "install it, or give its full path")
        -> Failure
    {
        Failure(.unavailable, "cannot run '\(name)': \(reason)", hint: hint)
    }

    /// Calls with the program in the form that C takes; the streams are descriptors or -1.
    func withC<Value>(
        _ streams: (input: Int32, output: Int32, errors: Int32), _ body: (inout harness_program) throws -> Value
    ) throws -> Value {
        let path = try resolved()
        guard !arguments.contains(where: { $0.utf8.contains(0) }) else {
            throw Failure(
                .malformed, "an argument of '\(arguments[0])' holds a NUL, which no program can be given",
                hint: "take the NUL out")
        }
        if let name = environment.nameWithNUL {
            throw Failure(
                .malformed, "the variable \(name) holds a NUL, which no program can be given", hint: "take the NUL out")
        }
        return try path.withCString { path in
            try withStrings(arguments.map { Bytes($0.utf8) }) { arguments in
                try withStrings(environment.lines) { environment in
                    var program = harness_program(
                        path: path, arguments: arguments, environment: environment, directory: nil,
                        input: streams.input, output: streams.output, errors: streams.errors)
                    guard let directory else { return try body(&program) }
                    return try directory.withCString {
                        program.directory = $0
                        return try body(&program)
                    }
                }
            }
        }
    }

    private func withStrings<Value>(
        _ strings: [Bytes], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) throws -> Value
    ) rethrows -> Value {
        let copies = strings.map { string in
            string.withUnsafeBytes { bytes in
                bytes.baseAddress.flatMap { strndup($0.assumingMemoryBound(to: CChar.self), bytes.count) } ?? strdup("")
            }
        }
        let pointers = copies + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return try body(pointers)
    }
}
