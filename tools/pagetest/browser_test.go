package pagetest

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/bench"
	"github.com/thresh-dev/thresh/bench/page"
)

// browser is a browser with one tab, and what the page in it should not have done.
type browser struct {
	ctx context.Context

	mu      sync.Mutex
	address string // of the page, without fragment
	faults  []string
}

// chromium returns the program, and skips the test if there is none.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("SKIPPED: no Chromium is installed, so that the page is not tested in a browser")
	return ""
}

// start starts the browser, with a new profile, until the test ends.
func start(t *testing.T) *browser {
	t.Helper()
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(chromium(t)), chromedp.WSURLReadTimeout(time.Minute),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
	}
	for _, flag := range []string{"disable-quic", "disable-background-networking", "disable-component-update", "disable-sync"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &browser{ctx: ctx}
	chromedp.ListenTarget(ctx, b.watch)
	require.NoError(t, chromedp.Run(ctx, network.Enable(), log.Enable()))
	return b
}

// tab is the tab in the hands of one test.
type tab struct {
	*browser
	t *testing.T
}

// open shows a page of the results, 1280 pixels wide. At the end of the test it fails
// for all that the page did and should not have done.
func (b *browser) open(t *testing.T, results []bench.Result) *tab {
	t.Helper()
	file := filepath.Join(t.TempDir(), "index.html")
	f, err := os.Create(file)
	require.NoError(t, err)
	require.NoError(t, page.Write(f, results))
	require.NoError(t, f.Close())

	p := &tab{b, t}
	p.do(chromedp.Navigate("about:blank"), chromedp.EmulateViewport(1280, 900))
	b.forget((&url.URL{Scheme: "file", Path: file}).String())
	p.visit("")
	t.Cleanup(func() { require.Empty(t, b.known()) })
	return p
}

// known returns what the page did until now that it should not have done.
func (b *browser) known() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.faults)
}

// forget begins anew with the page of the address.
func (b *browser) forget(address string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.address, b.faults = address, nil
}

// watch notes what the page should not do.
func (b *browser) watch(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.faults = append(b.faults, "error: "+e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		b.faults = append(b.faults, "console."+string(e.Type))
	case *log.EventEntryAdded:
		b.faults = append(b.faults, "log: "+e.Entry.Text)
	case *network.EventRequestWillBeSent:
		address, _, _ := strings.Cut(e.Request.URL, "#")
		if address != b.address && address != "about:blank" && !strings.HasPrefix(address, "data:") {
			b.faults = append(b.faults, "request of "+address)
		}
	}
}

// do carries out the actions. They may take half a minute.
func (b *tab) do(actions ...chromedp.Action) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	require.NoError(b.t, chromedp.Run(ctx, actions...))
}

// visit opens the page anew with the fragment.
func (b *tab) visit(fragment string) {
	b.t.Helper()
	b.do(chromedp.Navigate("about:blank"), chromedp.Navigate(b.address+fragment))
}

// click clicks the first element of the selector.
func (b *tab) click(selector string) {
	b.t.Helper()
	b.do(chromedp.ScrollIntoView(selector, chromedp.ByQuery), chromedp.Click(selector, chromedp.ByQuery, chromedp.NodeVisible))
}

// pick picks the option of the value in the form's field, as a reader does.
func (b *tab) pick(field, value string) {
	b.t.Helper()
	var picked string
	b.do(chromedp.Evaluate(`(() => {
		const s = document.querySelector('select[name="`+field+`"]');
		s.value = `+quoted(value)+`;
		s.dispatchEvent(new Event('change', {bubbles: true}));
		return s.value;
	})()`, &picked))
	require.Equal(b.t, value, picked)
}

// eval returns the value of an expression of JavaScript.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	var out T
	b.do(chromedp.Evaluate(expression, &out))
	return out
}

func (b *tab) fragment() string {
	b.t.Helper()
	return eval[string](b, "location.hash")
}

// scheme sets the colours that the reader prefers.
func (b *tab) scheme(name string) {
	b.t.Helper()
	b.do(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}))
}
