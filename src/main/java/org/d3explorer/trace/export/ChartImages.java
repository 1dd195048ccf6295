package org.d3explorer.trace.export;

import java.awt.Dimension;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.d3explorer.trace.chart.ChartData;
import org.d3explorer.trace.chart.ChartKind;
import org.d3explorer.trace.chart.Viewport;
import org.w3c.dom.Document;

/** Charts as PNG and SVG. */
public final class ChartImages {
    private static final String SVG_NAMESPACE = "http://www.w3.org/2000/svg";
    private static final int DECIMALS = 2;

    private ChartImages() {}

    /**
     * Writes a chart as PNG.
     *
     * @param view size in logical px
     * @param scale pixels per logical px, above 0; 2 is sharp in print and on dense screens
     * @param out not closed
     * @throws IOException if writing fails
     */
    public static void png(ChartKind chart, ChartData data, Viewport view, double scale, OutputStream out)
            throws IOException {
        ImageIO.write(image(chart, data, view, scale), "png", out);
    }

    /**
     * Paints a chart.
     *
     * @param view size in logical px
     * @param scale pixels per logical px, above 0
     */
    public static BufferedImage image(ChartKind chart, ChartData data, Viewport view, double scale) {
        var image = new BufferedImage(
                (int) Math.ceil(view.width() * scale),
                (int) Math.ceil(view.height() * scale),
                BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        try {
            graphics.scale(scale, scale);
            chart.vectorPainter().paint(graphics, data, view);
            chart.vectorPainter().paintCaption(graphics, data, view);
        } finally {
            graphics.dispose();
        }
        return image;
    }

    /**
     * Writes a chart as SVG without any reference to a font: text is written as shapes.
     *
     * @param out not closed
     * @throws IOException if writing fails
     */
    public static void svg(ChartKind chart, ChartData data, Viewport view, OutputStream out) throws IOException {
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        writer.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        writer.write(element(chart, data, view, false));
        writer.write('\n');
        writer.flush();
    }

    /** Returns a chart as an {@code <svg>} element with its colours in {@code style}, for embedding in HTML. */
    static String embedded(ChartKind chart, ChartData data, Viewport view) throws IOException {
        return element(chart, data, view, true);
    }

    /** Leaves out the document type, for which some readers would go to the network. */
    private static String element(ChartKind chart, ChartData data, Viewport view, boolean css) throws IOException {
        var writer = new StringWriter();
        graphics(chart, data, view).stream(writer, css);
        String document = writer.toString();
        return document.substring(document.indexOf("<svg"));
    }

    private static SVGGraphics2D graphics(ChartKind chart, ChartData data, Viewport view) {
        var context = SVGGeneratorContext.createDefault(emptyDocument());
        context.setPrecision(DECIMALS);
        context.setComment(chart.painter().title());
        var graphics = new SVGGraphics2D(context, true);
        graphics.setSVGCanvasSize(new Dimension(view.width(), view.height()));
        chart.vectorPainter().paint(graphics, data, view);
        chart.vectorPainter().paintCaption(graphics, data, view);
        return graphics;
    }

    private static Document emptyDocument() {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(SVG_NAMESPACE, "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the Java runtime has no XML parser", e);
        }
    }
}
