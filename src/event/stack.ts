/** What becomes of the components. */
export interface StackEvents {
  "component.state": {
    component: string;
    state: "starting" | "running" | "paused" | "stopped" | "exited";
    address?: string;
    port?: number;
    pid?: number;
    detail?: string;
    /** The file with what it prints. */
    log?: string;
  };
}
