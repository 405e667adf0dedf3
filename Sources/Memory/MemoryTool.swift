import HarnessKit

/// The tool's commands.
package enum MemoryTool {
    package static func node() -> CommandNode {
        CommandNode(
            "memory-query", "what earlier tasks taught, found again",
            examples: [
                CommandExample(#"memory-query search "flaky login test""#, "what is known of it"),
                CommandExample(
                    #"memory-query brief "add a retry" --file src/net.c"#, "the lessons to paste into a prompt"),
            ],
            children: [
                CommandNode(SearchEntries()), CommandNode(Brief()), CommandNode(Episodes()), CommandNode(Procedures()),
                CommandNode(Knowledge()), CommandNode(Stats()), CommandNode(ShowEntry()), CommandNode(Timeline()),
                CommandNode(Remember()), CommandNode(Supersede()), CommandNode(Forget()), CommandNode(Used()),
                CommandNode(Reindex()), CommandNode(ImportEntries()), CommandNode(Doctor()),
            ])
    }
}
