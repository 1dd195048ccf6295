package org.d3explorer.ui.view;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import javafx.beans.property.IntegerProperty;
import javafx.scene.layout.BorderPane;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.Trace;
import org.d3explorer.trace.chart.NllDifferenceChart;
import org.d3explorer.ui.notice.NoticeCenter;

/** The chart of two runs' NLLs against each other, with zoom, cursor and pictures as the charts of one run have them. */
public final class NllDifferenceView extends BorderPane {
    private final NllDifferenceChart chart;
    private final RunModel model = new RunModel();
    private final TokenAxis axis;
    private final Executor thread = ChartStack.painterThread();
    private final NoticeCenter notices;
    private final List<ChartView> views = new ArrayList<>();

    /**
     * Shows two runs.
     *
     * @param first from T_0 on, as a trace of one branch
     * @param second from T_0 on, as a trace of one branch
     * @param notices is told when a picture cannot be saved
     */
    public NllDifferenceView(Trace first, Trace second, NoticeCenter notices) {
        this.notices = notices;
        chart = NllDifferenceChart.of(first, second);
        var longer = second.tokens().size() > first.tokens().size() ? second : first;
        model.begin(longer.header());
        model.append(longer.changes(), longer.tokens(), longer.references());
        model.end(EndReason.STOPPED);
        axis = new TokenAxis(model);
        axis.onChange(() -> views.forEach(ChartView::repaint));
        model.selectedTokenProperty().addListener((observable, before, now) -> axis.reveal(now.intValue()));
        var view = newView();
        view.toolbar().offerLargeView(this::newView, views::remove);
        setCenter(view);
    }

    private ChartView newView() {
        var view = new ChartView(chart, model, axis, chart::longer, thread, notices);
        views.add(view);
        return view;
    }

    /** Returns the selected token's index, {@link RunModel#NONE} for none. */
    public IntegerProperty selectedTokenProperty() {
        return model.selectedTokenProperty();
    }

    /** Returns what the chart says of the selected token, or of that under the pointer; empty for none. */
    public String readout() {
        return views.getFirst().readout();
    }
}
