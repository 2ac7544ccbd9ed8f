import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon";

export interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onPress?: (() => void) | undefined;
  /** "main" only inside a PrimaryBar; "quiet" has no border; "grave" for what cannot be undone. */
  readonly kind?: "main" | "plain" | "quiet" | "grave" | undefined;
  readonly icon?: IconName | undefined;
  readonly type?: "button" | "submit" | undefined;
  readonly disabled?: boolean | undefined;
  readonly wide?: boolean | undefined;
  readonly id?: string | undefined;
  /** For buttons whose face is only an icon. */
  readonly name?: string | undefined;
  /** For a button that unfolds something: whether it is unfolded. */
  readonly isOpen?: boolean | undefined;
}

export function Button({
  children,
  onPress,
  kind = "plain",
  icon,
  type = "button",
  disabled = false,
  wide = false,
  id,
  name,
  isOpen,
}: ButtonProps) {
  return (
    <button
      id={id}
      type={type}
      class="button"
      data-kind={kind}
      data-wide={wide || undefined}
      disabled={disabled}
      onClick={onPress}
      aria-label={name}
      aria-expanded={isOpen}
    >
      {icon && <Icon name={icon} />}
      {children && <span>{children}</span>}
    </button>
  );
}

export interface PrimaryBarProps {
  readonly label: string;
  /** Absent when the bar submits the form it stands in. */
  readonly onPress?: (() => void) | undefined;
  readonly disabled?: boolean | undefined;
  /** One calm line above the button: "Saved on this phone". */
  readonly note?: ComponentChildren;
  /** A second, plain button before the main one. */
  readonly second?: { readonly label: string; readonly onPress: () => void } | undefined;
}

/** The one thing to do here: at the bottom, full width, under the thumb. */
export function PrimaryBar({ label, onPress, disabled = false, note, second }: PrimaryBarProps) {
  return (
    <div class="primary-bar">
      {note && (
        <p class="primary-note" role="status">
          {note}
        </p>
      )}
      <div class="primary-buttons">
        {second && <Button onPress={second.onPress}>{second.label}</Button>}
        <Button kind="main" wide type={onPress ? "button" : "submit"} onPress={onPress} disabled={disabled}>
          {label}
        </Button>
      </div>
    </div>
  );
}
