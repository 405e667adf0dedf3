import HarnessKit

/// A scenario's behaviour was changed on purpose, so that it does not count any more.
package struct ScenarioRetired: EventBody {
    package static let kind = "scenario.retired"
    package static let fields: [Field<Self>] = [
        .required("scenario", \.scenario, "which"), .required("file", \.file, "where it stood"),
        .required("reason", \.reason, "why"), .optional("sha256", \.bytes, "of the file, as it was until then"),
    ]

    package var scenario = ""
    package var file = ""
    package var reason = ""
    package var bytes: String?

    package init() {}

    /// How a receipt prints it, and an audit finds it there.
    package static func words(for scenario: String, because reason: String) -> String {
        "retired '\(scenario)': \(reason)"
    }
}
