/// One row of a command's table: what it is called, what it takes, where the value goes.
package struct Parameter<Root>: Sendable {
    let form: ParameterForm
    let store: @Sendable (inout Root, ParsedArgument) throws -> Void
}

/// The part of a parameter that parsing, help, completion and reference need.
struct ParameterForm: Sendable {
    enum Arity: Sendable { case none, one, upToNext }

    /// "--description", "-d"; empty for what is known by its place.
    let names: [String]
    /// What stands for the value in help: "TEXT".
    let value: String
    let arity: Arity
    let isRequired: Bool
    let repeats: Bool
    let about: String
    let choices: [String]

    var isPositional: Bool { names.isEmpty }
    /// How a message calls it.
    var title: String { names.first ?? value }
}

/// What the command line gave for one parameter.
struct ParsedArgument {
    let parameter: Int
    /// As it was typed: "-d", or the placeholder of a positional.
    let spelling: String
    let values: [Word]
}

extension Parameter {
    /// An option without a value, which is true when it is there.
    package static func flag(
        _ names: String..., to path: any WritableKeyPath<Root, Bool> & Sendable, _ about: String
    ) -> Parameter {
        Parameter(form: .init(names, "", .none, about)) { root, _ in root[keyPath: path] = true }
    }

    /// An option with one value and a default: the one that the command's property begins with.
    package static func option<Value: ArgumentValue>(
        _ names: String..., value: String, to path: any WritableKeyPath<Root, Value> & Sendable, _ about: String
    ) -> Parameter {
        one(.init(names, value, .one, about, choices: Value.choices), path)
    }

    /// An option with one value that may be left out.
    package static func option<Value: ArgumentValue>(
        _ names: String..., value: String, to path: any WritableKeyPath<Root, Value?> & Sendable, _ about: String
    ) -> Parameter {
        let form = ParameterForm(names, value, .one, about, choices: Value.choices)
        return Parameter(form: form) { root, argument in
            root[keyPath: path] = try argument.values.first.map { try convert($0, argument) }
        }
    }

    /// An option with one value that must be given.
    package static func required<Value: ArgumentValue>(
        _ names: String..., value: String, to path: any WritableKeyPath<Root, Value> & Sendable, _ about: String
    ) -> Parameter {
        one(.init(names, value, .one, about, isRequired: true, choices: Value.choices), path)
    }

    /// An option with one value that may be given again and again.
    package static func repeated<Value: ArgumentValue>(
        _ names: String..., value: String, to path: any WritableKeyPath<Root, [Value]> & Sendable, _ about: String
    ) -> Parameter {
        many(.init(names, value, .one, about, repeats: true, choices: Value.choices), path)
    }

    /// An option that takes every word up to the next option.
    package static func list<Value: ArgumentValue>(
        _ names: String..., value: String, to path: any WritableKeyPath<Root, [Value]> & Sendable, _ about: String
    ) -> Parameter {
        many(.init(names, value, .upToNext, about, repeats: true, choices: Value.choices), path)
    }

    /// A word known by its place that must be there.
    package static func argument<Value: ArgumentValue>(
        _ value: String, to path: any WritableKeyPath<Root, Value> & Sendable, _ about: String
    ) -> Parameter {
        one(.init([], value, .one, about, isRequired: true, choices: Value.choices), path)
    }

    /// A word known by its place that may be left out.
    package static func argument<Value: ArgumentValue>(
        _ value: String, to path: any WritableKeyPath<Root, Value?> & Sendable, _ about: String
    ) -> Parameter {
        let form = ParameterForm([], value, .one, about, choices: Value.choices)
        return Parameter(form: form) { root, argument in
            root[keyPath: path] = try argument.values.first.map { try convert($0, argument) }
        }
    }

    /// All remaining words.
    package static func arguments<Value: ArgumentValue>(
        _ value: String, to path: any WritableKeyPath<Root, [Value]> & Sendable, isRequired: Bool = false,
        _ about: String
    ) -> Parameter {
        many(.init([], value, .upToNext, about, isRequired: isRequired, repeats: true, choices: Value.choices), path)
    }

    private static func one<Value: ArgumentValue>(
        _ form: ParameterForm, _ path: any WritableKeyPath<Root, Value> & Sendable
    ) -> Parameter {
        Parameter(form: form) { root, argument in
            guard let word = argument.values.first else { return }
            root[keyPath: path] = try convert(word, argument)
        }
    }

    private static func many<Value: ArgumentValue>(
        _ form: ParameterForm, _ path: any WritableKeyPath<Root, [Value]> & Sendable
    ) -> Parameter {
        Parameter(form: form) { root, argument in
            for word in argument.values { root[keyPath: path].append(try convert(word, argument)) }
        }
    }

    private static func convert<Value: ArgumentValue>(_ word: Word, _ argument: ParsedArgument) throws -> Value {
        if let value = Value(word: word) { return value }
        let guess = Suggestion.nearest(to: word.text, among: Value.choices)
        throw UsageError(
            "\(argument.spelling) takes \(Value.expectation), not '\(word.text)'",
            hint: guess.map { "did you mean '\($0)'?" })
    }
}

extension ParameterForm {
    init(
        _ names: [String], _ value: String, _ arity: Arity, _ about: String, isRequired: Bool = false,
        repeats: Bool = false, choices: [String] = []
    ) {
        self.names = names
        self.value = value
        self.arity = arity
        self.about = about
        self.isRequired = isRequired
        self.repeats = repeats
        self.choices = choices
    }
}

/// A mistake on the command line; the parser adds which command's help to read.
struct UsageError: Error {
    let message: String
    let hint: String?

    init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
}
