import HarnessKit

/// `policy.json` with nothing but the defaults, as comments.
enum PolicyDraft {
    static let text = Draft.object([
        .field("schema", .value("harness.policy/1")),
        .comment("what the completion gate demands; these are the defaults, in force while they are left out:"),
        .leftOut("min_level", "V1"), .leftOut("min_level_by_kind", [:]),
        .leftOut("require_red_before_green_for", ["feature", "bugfix"]),
        .leftOut(
            "allow_unverified",
            ["no-runnable-app", "missing-infrastructure", "external-service", "out-of-budget", "user-waived"]),
    ]).text
}
