import HarnessKit

extension Rule {
    static let naming = Rule(
        name: "naming", type: "naming_issue", about: "names that break the house's convention",
        remedy: .updateDocs, confidence: 0.7,
        examples: Examples(
            fires: [
                .times(2, Incident(.lint, "function name should be lowerCamelCase: Get_user")),
                .of(
                    Incident(.lint, "violates the naming convention", file: "a.ts"),
                    Incident(.lint, "Variable name 'X' does not conform to snake_case naming style", file: "b.py")),
                .times(2, Incident(.lint, "'ID' is too short", rule: "identifier_name")),
            ],
            nearMisses: [
                .times(3, Incident(.test, "filename not found in the list of hostnames")),
                .times(3, Incident(.build, "cannot find 'renamed' in scope")),
                .times(3, Incident(.test, "the user's name should be 'Ada', not 'Bob'")),
                .of(Incident(.lint, "violates the naming convention")),
            ]),
        gather: { evidence in
            let members = evidence.members(
                saying: .naming,
                orRuled: ["naming", "identifier name", "type name", "variable name", "camelcase"],
                of: [.lint, .build, .validation, .other])
            return members.isEmpty ? [] : [Cluster(subject: "", members: members)]
        },
        word: { cluster, evidence in
            let said = evidence.commonestShape(of: cluster)
            return Wording(
                title: "names that the convention does not allow",
                hypothesis: "the convention is checked but nowhere shown by example",
                change: .agents(
                    "Names: the linter says \(said) again and again. Look at two neighbouring declarations before "
                        + "naming "
                        + "a third, and run the linter on the file before going on."))
        })

    static let namingPhrases: Phrases = [
        "naming convention", "naming conventions", "naming style", "naming rule", "should be named", "must be named",
        "function name should be", "variable name should be", "type name should be", "method name should be",
        "class name should be", "constant name should be", "snake case", "camel case", "camelcase", "lowercamelcase",
        "uppercamelcase", "pascalcase", "kebab case",
    ]
}
