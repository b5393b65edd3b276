// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTextBrowser>
#include <QUrl>

namespace solver {

/// Text that strangers wrote. Markdown without HTML; nothing of it is fetched or run: a picture becomes its words and a link,
/// and a link is only told.
class PageText final : public QTextBrowser
{
    Q_OBJECT

public:
    explicit PageText(QWidget *parent = nullptr);

    /// \param base what relative links are below
    void setPage(const QString &markdown, const QUrl &base);
    /// The same for text that is no Markdown.
    void setLines(const QString &lines);

    /// No page has resources of its own.
    QVariant loadResource(int type, const QUrl &name) override;

Q_SIGNALS:
    /// A link was clicked, or chosen by key. The address is whole, and may be anything.
    void linkChosen(const QUrl &url);

protected:
    void changeEvent(QEvent *event) override;

private:
    void render();

    QString m_text;
    bool m_isMarkdown = true;
    QUrl m_base;
    QTextDocument *m_shown = nullptr; ///< made by render()
};

} // namespace solver
