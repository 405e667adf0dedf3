import HarnessKit

/// What a passed scenario would have noticed: its observations were altered, its expectations evaluated again.
package struct ScenarioStrength: JSONRecord {
    package static let title = "a strength"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required("grade", \.grade, "0 nothing, 1 a status or an exit, 2 the shape of an answer, 3 values"),
        .defaulted("killed", \.killed, "how many alterations an expectation noticed"),
        .defaulted("tried", \.tried, "how many there were"),
        .defaulted("survived", \.survived, "what nobody noticed, some of it"),
        .defaulted("steps", \.steps, "what each step is worth"),
        .defaulted("findings", \.findings, "what is wrong with the scenario itself"),
        .optional("advice", \.advice, "the smallest change that would raise it"),
    ]

    package var grade = 0
    package var killed = 0
    package var tried = 0
    package var survived: [Survivor] = []
    package var steps: [StepStrength] = []
    package var findings: [StrengthFinding] = []
    package var advice: String?

    package init() {}

    package static let best = 3
}

/// An alteration that no expectation noticed.
package struct Survivor: JSONRecord {
    package static let title = "a survivor"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required("step", \.step, "where"), .required("mutation", \.mutation, "what kind of alteration"),
        .required("what", \.what, "what was altered"),
    ]

    package var step = ""
    package var mutation = Mutation.changed
    package var what = ""

    package init() {}
}

/// What one step would notice, and how its values are known to be this run's.
package struct StepStrength: JSONRecord {
    /// What was noticed: nothing, a status or an exit, the shape of an answer, values in it.
    package enum Notice: String, CaseIterable, JSONConvertible { case nothing, status, shape, values }

    /// Why a program that knows nothing could not have answered so.
    package enum Proof: String, CaseIterable, JSONConvertible {
        /// A fresh value that was sent in one place and found in another.
        case fresh
        /// A program's output that holds a fresh value of its input beside what the input does not hold.
        case workedOut = "worked-out"
        /// Another step differs from it in one value of its request, and ends or is answered otherwise.
        case pair
        /// The step failed on the base.
        case base
    }

    package static let title = "a step's strength"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required("id", \.id, "the step"), .required("notices", \.notice, "nothing, status, shape or values"),
        .optional("proof", \.proof, "fresh, worked-out, pair or base: why the values are those of this run"),
        .optional("void", \.void, "why it counts for nothing"),
    ]

    package var id = ""
    package var notice = Notice.nothing
    package var proof: Proof?
    package var void: String?

    package init() {}

    /// 0 to 3; values whose origin nobody knows are worth no more than a shape.
    var grade: Int {
        guard void == nil else { return 0 }
        switch (notice, proof) {
        case (.nothing, _): return 0
        case (_, .base), (_, .pair), (.values, .fresh), (.values, .workedOut): return ScenarioStrength.best
        case (.status, _): return 1
        case (.shape, _), (.values, nil): return 2
        }
    }
}

/// Something that is wrong with a scenario, by its code.
package struct StrengthFinding: JSONRecord, Equatable {
    package static let title = "a finding"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required("code", \.code, "a word for it"), .required("message", \.message, "what it is"),
        .optional("step", \.step, "where"), .optional("hint", \.hint, "what to do"),
    ]

    package var code = ""
    package var message = ""
    package var step: String?
    package var hint: String?

    package init() {}

    package init(_ code: StrengthCode, _ message: String, step: String? = nil, hint: String) {
        self.code = code.rawValue
        self.message = message
        self.step = step
        self.hint = hint
    }
}

/// The words for what can be wrong with a scenario.
package enum StrengthCode: String, CaseIterable, Sendable {
    case tautology = "E_TAUTOLOGY"
    case selfMade = "E_SELF_MADE"
    case vacuous = "E_VACUOUS"
    case notReached = "E_NOT_REACHED"
    case grade = "E_GRADE"
    case stooge = "E_STOOGE_PASSES"
    case expectsError = "W_EXPECTS_ERROR"

    package var meaning: String {
        switch self {
        case .tautology: "a value is compared with what the same request gave"
        case .selfMade: "a file or row is asserted that the scenario itself wrote"
        case .vacuous: "an expectation holds whatever is found"
        case .notReached: "no step reaches the application, its files or a declared service"
        case .grade: "a criterion has no scenario that checks a value of this run"
        case .stooge: "a program that knows nothing passes the scenario"
        case .expectsError: "every step of a proving scenario expects the application to break"
        }
    }
}

/// A step of a scenario, by both names.
package struct StepName: Hashable, Sendable {
    package let scenario: String
    package let step: String

    package init(_ scenario: String, _ step: String) {
        self.scenario = scenario
        self.step = step
    }
}
