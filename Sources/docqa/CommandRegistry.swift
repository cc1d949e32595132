import CommandLine

/// The program's commands. A new command is one file beside this one, declared as `HelpCommand` is, and one line here.
let commandTable = CommandTable(
    program: "docqa",
    summary: "Ask your documents, get an answer whose every footnote you can check.",
    discussion: """
        docqa reads PDFs and text into a database, finds the passages that answer a question, and has them answered with \
        footnotes that are proved against the stored text.

        Results go to standard output, messages and progress to standard error. With --json a command prints one JSON \
        object, and {"error": {code, message, next}} when it fails.
        """,
    commands: [
        // Documents
        IngestCommand.command,
        ListCommand.command,
        StatusCommand.command,
        ShowCommand.command,
        RemoveCommand.command,
        VerifyCommand.command,
        ExportCommand.command,
        // Questions
        AskCommand.command,
        SearchCommand.command,
        ReplayCommand.command,
        HistoryCommand.command,
        ImpactCommand.command,
        BatchCommand.command,
        BatchStatusCommand.command,
        BatchResumeCommand.command,
        BatchCancelCommand.command,
        BatchResultsCommand.command,
        // Costs
        PromptCommand.command,
        WarmCommand.command,
        UsageCommand.command,
        BudgetCommand.command,
        BudgetSetCommand.command,
        BudgetRemoveCommand.command,
        // Measuring
        EvalRetrievalCommand.command,
        EvalPagesCommand.command,
        EvalAnswersCommand.command,
        // Setup
        DoctorCommand.command,
        ConfigCommand.command,
        ConfigSetCommand.command,
        ConfigUnsetCommand.command,
        ConfigTrustCommand.command,
        CompletionsCommand.command,
        ManCommand.command,
        HelpCommand.command,
        VersionCommand.command,
        DocsCommand.command,
    ])
