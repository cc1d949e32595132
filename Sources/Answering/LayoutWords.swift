/// Whether a question asks for something that is seen and not read: a figure, a drawing, a chart.
package enum LayoutWords {
    private static let words: Set<Substring> = [
        "figure", "figures", "diagram", "diagrams", "chart", "charts", "drawing", "drawings", "picture", "pictures",
        "photo", "photos", "photograph", "graph", "graphs", "plot", "schematic", "schematics", "illustration",
        "screenshot", "sketch",
        "abbildung", "abbildungen", "bild", "bilder", "diagramm", "diagramme", "zeichnung", "zeichnungen", "grafik",
        "grafiken", "foto", "fotos", "schaltplan", "schaubild", "skizze",
        "schéma", "schémas", "dessin", "graphique", "croquis",
        "figura", "figuras", "diagrama", "dibujo", "gráfico", "esquema",
        "disegno", "grafico", "immagine", "schema",
        "afbeelding", "figuur", "tekening", "grafiek",
    ]

    package static func stand(in question: String) -> Bool {
        question.lowercased().split { !$0.isLetter }.contains { words.contains($0) }
    }
}
