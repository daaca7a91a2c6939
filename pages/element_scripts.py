"""What scripts in a page need to tell its elements: all of them, those that are shown, what they are called."""

ELEMENTS = """
    const all = []
    const walk = root => {
        for (const e of root.querySelectorAll('*')) { all.push(e); if (e.shadowRoot) walk(e.shadowRoot) }
    }
    walk(document)
    const shown = e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length > 0
    const clean = text => (text || '').trim().replace(/\\s+/g, ' ')
    const labelledBy = e => (e.getAttribute('aria-labelledby') || '').split(' ')
        .map(id => e.getRootNode().getElementById?.(id)?.innerText || '').join(' ').trim()
    const labelText = label => [...label?.querySelectorAll('select, textarea, button') ?? []]
        .reduce((text, inner) => text.replace(inner.innerText, ' '), label?.innerText ?? '')
    const nameOf = e => clean(e.ariaLabel || labelledBy(e) || labelText(e.labels?.[0]) || e.placeholder || e.innerText
        || (/^(submit|button)$/.test(e.type) ? e.value : '') || e.querySelector('img')?.alt
        || e.querySelector('svg title')?.textContent || e.title)
    const isOnly = selector => all.filter(e => e.matches(selector)).length === 1
    const pathOf = e => {
        const steps = []
        for (let n = e; n?.parentElement && n !== document.body; n = n.parentElement)
            steps.unshift(`${n.tagName.toLowerCase()}:nth-child(${[...n.parentElement.children].indexOf(n) + 1})`)
        return steps.join(' > ')
    }
    const pressable = 'a, button, summary, input[type=submit], input[type=button], input[type=image], [onclick], '
        + '[tabindex="0"], ' + ['button', 'link', 'menuitem', 'tab', 'switch'].map(role => `[role=${role}]`).join(', ')
    const isPointer = e => !!e && getComputedStyle(e).cursor === 'pointer'
    const hasControl = e => !!e.querySelector(`input:not([type=hidden]), select, textarea, ${pressable}`)
    const isField = e =>
        e.matches('input:not([type=submit], [type=button], [type=image]), select, textarea, option, label')
    const isPressed = e => !isField(e) && (e.matches(pressable)
        || isPointer(e) && !isPointer(e.parentElement) && !hasControl(e) && !e.closest(pressable))
    const selectorOf = e => {
        const href = e.getAttribute('href'), name = e.getAttribute('name'), tag = e.tagName.toLowerCase()
        const classes = [...e.classList].map(c => '.' + CSS.escape(c)).join('')
        const quoted = text => `'${text.replace(/['\\\\]/g, '\\\\$&')}'`
        const ways = [e.id && '#' + CSS.escape(e.id), name && `[name=${quoted(name)}]`,
            href && `a[href=${quoted(href)}]`, classes && tag + classes, tag === 'input' && `input[type=${e.type}]`]
        return ways.filter(Boolean).find(isOnly) || pathOf(e)
    }
"""
"""The beginning of a script: elements of open shadow trees are among `all`."""
