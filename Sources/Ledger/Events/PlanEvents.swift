import HarnessKit

/// A plan file was written for the task.
package struct PlanCreated: EventBody {
    package static let kind = "plan.created"
    package static let fields: [Field<Self>] = [.required("path", \.path, "where it lies in the project")]

    package var path = ""

    package init() {}
}

/// Somebody said yes or no to the plan as it was then.
package struct PlanJudged: EventBody {
    package enum Verdict: String, CaseIterable, JSONConvertible, ArgumentValue {
        case approved
        case approvedWithChanges = "approved-with-changes"
        case rejected
    }

    package static let kind = "plan.judged"
    package static let fields: [Field<Self>] = [
        .required("path", \.path, "which plan"), .required("sha256", \.digest, "the bytes that were judged"),
        .required("verdict", \.verdict, "approved, approved-with-changes or rejected"),
        .required("by", \.by, "who judged"),
    ]

    package var path = ""
    package var digest = ""
    package var verdict = Verdict.approved
    package var by = ""

    package init() {}
}

/// The plan was changed after it was approved, and why.
package struct PlanAmended: EventBody {
    package static let kind = "plan.amended"
    package static let fields: [Field<Self>] = [
        .required("path", \.path, "which plan"), .required("sha256", \.digest, "the bytes that hold now"),
        .required("reason", \.reason, "why"),
    ]

    package var path = ""
    package var digest = ""
    package var reason = ""

    package init() {}
}
