/// Why a command could not do what it was asked: the one error that reaches a person or an agent.
///
/// The message names the thing and the value, in lower case, without a period. The hint is one imperative
/// sentence with the exact next command.
package struct Failure: Error, Sendable, Equatable {
    package var code: ExitCode
    package var message: String
    package var hint: String?
    /// More of the same, a line each: the other mistakes in a file, the possible values.
    package var details: [String]
    /// Words for the reasons, for programs: "E_NO_SCENARIO".
    package var codes: [String]
    /// The run in which it came up, where it did in one.
    package var run: String?

    package init(
        _ code: ExitCode, _ message: String, hint: String? = nil, details: [String] = [], codes: [String] = []
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.details = details
        self.codes = codes
    }

    package var json: JSON {
        var members: [JSON.Member] = [
            .init("code", .integer(Int(code.rawValue))), .init("message", .string(message)),
        ]
        if let hint { members.append(.init("hint", .string(hint))) }
        if !details.isEmpty { members.append(.init("details", .array(details.map(JSON.string)))) }
        if !codes.isEmpty { members.append(.init("codes", .array(codes.map(JSON.string)))) }
        if let run { members.append(.init("run_id", .string(run))) }
        return .object(.init([.init("error", .object(.init(members)))]))
    }
}
