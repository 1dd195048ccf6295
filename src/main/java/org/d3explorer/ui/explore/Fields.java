package org.d3explorer.ui.explore;

import java.util.Locale;
import java.util.function.Function;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.Property;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Spinner;
import javafx.scene.control.SpinnerValueFactory;
import javafx.scene.control.SpinnerValueFactory.DoubleSpinnerValueFactory;
import javafx.scene.control.SpinnerValueFactory.IntegerSpinnerValueFactory;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;
import javafx.util.StringConverter;
import org.d3explorer.ui.text.Texts;

/** Binds input controls to properties. */
public final class Fields {
    private static final double TOOLTIP_WIDTH = 380;

    private Fields() {}

    /** Binds a spinner of whole numbers; what is typed counts at once where it is a number in range. */
    public static IntegerSpinnerValueFactory bind(
            Spinner<Integer> spinner, IntegerProperty property, int least, int most) {
        var factory = new IntegerSpinnerValueFactory(least, most, Math.clamp(property.get(), least, most));
        factory.setConverter(
                orOld(factory, text -> Math.clamp(Long.parseLong(text.strip()), least, most), String::valueOf));
        spinner.setValueFactory(factory);
        factory.valueProperty().addListener((observable, before, now) -> property.set(now));
        property.addListener((observable, before, now) -> factory.setValue(now.intValue()));
        commitWhileTyping(spinner);
        return factory;
    }

    /** Binds a spinner of real numbers. */
    public static DoubleSpinnerValueFactory bind(
            Spinner<Double> spinner, DoubleProperty property, double least, double most, double step) {
        var factory = new DoubleSpinnerValueFactory(least, most, property.get(), step);
        factory.setConverter(orOld(
                factory,
                text -> Math.clamp(Double.parseDouble(text.strip().replace(',', '.')), least, most),
                Fields::plain));
        spinner.setValueFactory(factory);
        factory.valueProperty().addListener((observable, before, now) -> property.set(now));
        property.addListener((observable, before, now) -> factory.setValue(now.doubleValue()));
        commitWhileTyping(spinner);
        return factory;
    }

    /** Fills and binds a chooser whose items are shown by text. */
    public static <T> void bind(ComboBox<T> chooser, Property<T> property, Function<T, String> text) {
        chooser.setConverter(new StringConverter<>() {
            @Override
            public String toString(T item) {
                return item == null ? "" : text.apply(item);
            }

            @Override
            public T fromString(String typed) {
                return chooser.getValue();
            }
        });
        chooser.valueProperty().bindBidirectional(property);
    }

    /** Returns a number without needless zeros. */
    public static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? String.format(Locale.ROOT, "%.0f", value)
                : Double.toString(value);
    }

    /** Returns a skip order's name as it is shown. */
    public static String orderName(String order) {
        var key = "order." + order;
        return Texts.bundle().containsKey(key) ? Texts.get(key) : order.toLowerCase(Locale.ROOT);
    }

    /** Names a control for screen readers and explains it, label included. */
    public static void describe(Region control, Label label, String textKey) {
        var tip = tooltip(Texts.get(textKey + ".tip"));
        label.setTooltip(tip);
        label.setLabelFor(control);
        Tooltip.install(control, tip);
        control.setAccessibleText(Texts.get(textKey));
        control.setAccessibleHelp(Texts.get(textKey + ".tip"));
    }

    /** Makes a tooltip that wraps long texts. */
    public static Tooltip tooltip(String text) {
        var tip = new Tooltip(text);
        tip.setWrapText(true);
        tip.setMaxWidth(TOOLTIP_WIDTH);
        return tip;
    }

    /** Shows a node, or takes it away without leaving room. */
    public static void show(javafx.scene.Node node, javafx.beans.value.ObservableBooleanValue condition) {
        node.visibleProperty().bind(condition);
        node.managedProperty().bind(condition);
    }

    private static <T> StringConverter<T> orOld(
            SpinnerValueFactory<T> factory, Function<String, T> parse, Function<T, String> write) {
        return new StringConverter<>() {
            @Override
            public String toString(T value) {
                return value == null ? "" : write.apply(value);
            }

            @Override
            public T fromString(String text) {
                try {
                    return parse.apply(text);
                } catch (NumberFormatException e) {
                    return factory.getValue();
                }
            }
        };
    }

    private static <T> void commitWhileTyping(Spinner<T> spinner) {
        spinner.focusedProperty().addListener((observable, before, now) -> {
            if (!now) {
                spinner.commitValue();
            }
        });
        spinner.getEditor().setOnAction(event -> spinner.commitValue());
        spinner.getStyleClass().add("figure-field");
    }
}
